/** The slot in which the name of the person stands for whom a view is made; it is bound after the view was compiled. */
export const callerSlot = 'caller';
