export { showDocument } from './show-document.ts';
export { uriInFront } from './uri-in-front.ts';
export { ViewedDocument } from './viewed-document.ts';
