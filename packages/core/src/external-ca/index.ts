export { systemEntropy } from '../entropy/entropy.ts';
export { keepRoot } from './own-root.ts';
export { serveExternalCa } from './serve.ts';
