/** What happens on Asterisk, as it happens: the live view of a callflowd. */

export { connect, type Closed, type Connection, type Options, type State } from "./connection.js";
export { View, type Item } from "./view.js";
export type * from "./schema.js";
