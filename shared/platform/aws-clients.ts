/**
 * Settings for every SDK client of a function. Two attempts beyond the first ride out a hiccup; what fails for
 * longer goes back to the queue or to the caller, who both try again with more patience than a paid-for wait.
 */
export const CLIENT_SETTINGS = { maxAttempts: 3 } as const;
