/** The viewer of files that are never a text. */
export const viewer = 'swarmpki.viewer';
/** The same for files that may be one. */
export const optionalViewer = 'swarmpki.optionalViewer';
