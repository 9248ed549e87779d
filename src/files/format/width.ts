/** Characters in a line of a formatted file, unless one text is longer. It is the default of Prettier. */
export const formattedWidth = 80;
