import type { Settings } from "../channel";

/** A mail server and how to speak to it. */
export interface MailServer {
  host: string;
  port: number;
  /** `opportunistic`: encrypted where the server offers it. */
  security: "tls" | "starttls" | "opportunistic" | "none";
  credentials: { user: string; password: string } | null;
}

/** The server of a channel: its own, or else that of `SMTP_URL`; null where there is neither. */
export function mailServerOf(
  { server }: Settings["email"],
  password: string | undefined,
  smtpUrl: string | undefined,
): MailServer | null {
  if (!server) return smtpUrl ? readSmtpUrl(smtpUrl) : null;
  const { host, port, security, user } = server;
  return { host, port, security, credentials: user !== null && password ? { user, password } : null };
}

/** `smtp://user:password@host:587`. A password goes over an encrypted connection only. */
function readSmtpUrl(text: string): MailServer {
  const url = new URL(text);
  const isTls = url.protocol === "smtps:";
  const credentials = url.username
    ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
    : null;
  const plain = credentials ? "starttls" : "opportunistic";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port ? Number(url.port) : isTls ? 465 : 587,
    security: isTls ? "tls" : plain,
    credentials,
  };
}
