/** The target of a request: its path as it was sent, and the parameters of its query. */
export type RequestUrl = Pick<URL, "pathname" | "searchParams">;
