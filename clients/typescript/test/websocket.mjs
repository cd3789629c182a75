// A WebSocket with headers, for platforms that have none: of the library that socket.io-client comes with.

import { createRequire } from "node:module";

const require = createRequire(createRequire(import.meta.url).resolve("socket.io-client"));
const { WebSocket } = createRequire(require.resolve("engine.io-client"))("ws");

export const webSocket = (url, headers) => new WebSocket(url, { headers });
