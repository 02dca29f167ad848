/** Stands in for node:util, of which the values use only the name of a method that the console calls. */
export const inspect = { custom: Symbol('inspect') };
