// Telegram for a bot that polls. Used as a library only: the package's own command would change
// /etc/hosts and pass calls on to the real Telegram. Prints its port; ends with its standard input.
import { TelegramApiMockServer } from "telegram-api-mock-server";

const server = new TelegramApiMockServer({ host: "127.0.0.1", port: 0, mode: "mock" });
await server.start();
console.log(server.getAddress().port);
process.stdin.resume().on("close", () => process.exit(0));
