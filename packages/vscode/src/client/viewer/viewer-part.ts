export { showDocument } from './show-document.ts';
export { openInViewer, reopenAsText } from './switching.ts';
export { ViewedDocument } from './viewed-document.ts';
