import { PASSWORD_LENGTH } from "@/lib/access/password-length";

/** The attributes of a field for a password that is being chosen. */
export const newPassword = {
  type: "password",
  autoComplete: "new-password",
  required: true,
  minLength: PASSWORD_LENGTH.least,
  maxLength: PASSWORD_LENGTH.most,
} as const;

/** What a password must be, in words. */
export const PASSWORD_HINT = `${PASSWORD_LENGTH.least} characters or more. A sentence is easy to keep in mind.`;
