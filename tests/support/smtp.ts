import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail that a server took. */
export interface TakenMail {
  from: string;
  to: string[];
  /** As it came: headers, an empty line, the body. */
  raw: string;
  isEncrypted: boolean;
  user: string | undefined;
}

/** A mail server on loopback that keeps what it gets. */
export interface MailReceiver {
  port: number;
  taken: TakenMail[];
  stop(): Promise<void>;
}

/** Starts a mail server. @param refuse the reply to each mail instead of taking it, such as 550 */
export async function startMailServer(options: SMTPServerOptions, refuse?: number): Promise<MailReceiver> {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        if (refuse) return done(Object.assign(new Error("Not here."), { responseCode: refuse }));
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          ...{ from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address) },
          ...{
            raw: Buffer.concat(chunks).toString("utf8"),
            isEncrypted: session.secure,
            user: session.user as string | undefined,
          },
        });
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.server.address() as AddressInfo;
  return { port, taken, stop: () => new Promise((done) => server.close(() => done())) };
}
