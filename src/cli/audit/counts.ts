/** A number of people in words. */
export const peopleCounted = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

/** A number of queries in words, and of the people who ran them. */
export const queriesCounted = (queries: number, people: number): string =>
  `${queries === 1 ? '1 query' : `${queries} queries`} of ${peopleCounted(people)}`;
