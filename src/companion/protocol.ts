/** The version of the requests that the companion jar understands. */
export const protocolVersion = 1;

/** The SQL function that the companion adds to a session. It takes a request, and the arguments of the function in it. */
export const entryFunction = 'spark_connect_ts';
