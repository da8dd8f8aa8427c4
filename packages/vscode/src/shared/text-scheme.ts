/** The scheme of texts that the extension itself writes for people to read: what a command has printed. The server reads them as it reads files. */
export const textScheme = 'swarmpki-text';
