// Telegram for a bot with a webhook. Prints its port; ends with its standard input.
import { createServer } from "node:net";
import telegram from "telegram-test-api";

// The package takes no port 0, so a free one is looked for here.
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const Server = telegram.default ?? telegram;
await new Server({ host: "127.0.0.1", port }).start();
console.log(port);
process.stdin.resume().on("close", () => process.exit(0));
