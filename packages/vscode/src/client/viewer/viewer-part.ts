export { showDocument } from './show-document.ts';
export { reopenAsText, uriInFront } from './switching.ts';
export { ViewedDocument } from './viewed-document.ts';
