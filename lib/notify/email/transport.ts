import { createTransport } from "nodemailer";
import { parseAddress } from "../../outbound/address";
import { OutboundError } from "../../outbound/outbound";
import { judgeFailure, type Outcome, type Transport } from "../transport";
import { type MailContent, mailOf } from "./message";
import { type MailServer, mailServerOf } from "./server";

const TIMEOUT_MS = 10_000;

/** Sends the notice by SMTP, over a connection of its own to an address that was checked. */
export const sendEmail: Transport<"email"> = async ({ id, notice }, { settings, secrets }, { outbound, env }) => {
  const server = mailServerOf(settings, secrets.password, env.SMTP_URL);
  if (!server)
    return { outcome: "dead", statusCode: null, detail: "There is no mail server: set SMTP_URL, or one here." };
  const mail = await mailOf(id, notice, settings.from.split("@")[1] ?? "rollcall");
  try {
    const [address] = await outbound.resolve(server.host);
    return await submit(address!, server, { ...mail, from: settings.from, to: settings.to });
  } catch (error) {
    return error instanceof OutboundError ? judgeFailure(error) : judge(error);
  }
};

async function submit(
  address: string,
  { host, port, security, credentials }: MailServer,
  mail: MailContent & { from: string; to: string[] },
): Promise<Outcome> {
  const transport = createTransport({
    ...{ host: address, port, secure: security === "tls" },
    ...{ requireTLS: security === "starttls", ignoreTLS: security === "none" },
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    ...(!parseAddress(host) && { tls: { servername: host } }),
    ...{
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      dnsTimeout: TIMEOUT_MS,
    },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new OutboundError("failed", `The mail was not taken within ${TIMEOUT_MS / 1000} s.`)),
      TIMEOUT_MS,
    );
  });
  try {
    const headers = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
    const { response, rejected } = await Promise.race([transport.sendMail({ ...mail, headers }), late]);
    const detail = rejected.length > 0 ? `${response} (refused for ${rejected.length} of ${mail.to.length})` : response;
    return { outcome: "sent", statusCode: Number(/^\d{3}/.exec(response)?.[0] ?? 250), detail };
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** 5xx of SMTP is for good, 4xx and what ends a connection passes. */
function judge(error: unknown): Outcome {
  const { responseCode, code, message } = error as { responseCode?: number; code?: string; message?: string };
  const isFinal = responseCode !== undefined && responseCode >= 500;
  return { outcome: isFinal ? "dead" : "retry", statusCode: responseCode ?? null, detail: message ?? code ?? null };
}
