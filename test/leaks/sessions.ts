/** Sessions that plan otherwise. A reader may set each of these properties, unless Trino's rules forbid it. */
export const sessions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  'no dynamic filters': { enable_dynamic_filtering: 'false' },
  'unsafe pushdown': { allow_unsafe_pushdown: 'true', enable_dynamic_filtering: 'false' },
  'no reordering': {
    enable_dynamic_filtering: 'false',
    join_reordering_strategy: 'NONE',
    rewrite_filtering_semi_join_to_inner_join: 'false',
  },
};
