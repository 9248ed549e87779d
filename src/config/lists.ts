import type { z } from 'zod';

/** Refuses an entry of a list whose name another one has. @param what the entries are, such as `cluster` */
export const distinctNames =
  (what: string) =>
  (list: readonly { readonly name: string }[], context: z.core.$RefinementCtx): void => {
    list.forEach(({ name }, index) => {
      if (list.findIndex((other) => other.name === name) === index) return;
      const message = `'${name}' is the name of another ${what}`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    });
  };
