/** By this VS Code knows panels of the rotation view, also those of a window before. */
export const rotationView = 'swarmpki.rotation';
