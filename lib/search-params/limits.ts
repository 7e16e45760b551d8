/** The longest value of a filter or a search, in characters. */
export const MAX_VALUE_LENGTH = 256
/** The longest list of values, in characters, commas and quotation marks included. */
export const MAX_LIST_LENGTH = 2_000
/** The most conditions of a view. */
export const MAX_FILTERS = 20
