import type { UserView } from "./user-view";

/** Something that an administrator can do with an operator, as it is offered, asked about and sent. */
export interface UserAct {
  name: string;
  what: string;
  button: string;
  question: (name: string) => string;
  consequence: string;
  confirm: string;
  method: "POST" | "PATCH" | "DELETE";
  path: (id: string) => string;
  body?: Record<string, unknown>;
  /** Whether it would lock out the one who does it to themselves. */
  locksOut: boolean;
  /** Whether it cannot be taken back. */
  isFinal?: boolean;
  /** Whether the answer holds a link to hand on. */
  makesLink?: boolean;
  when?: (user: UserView) => boolean;
}

/** An operator's own address in the API. */
export const userPath = (id: string) => `/api/users/${encodeURIComponent(id)}`;

export const USER_ACTS: UserAct[] = [
  {
    name: "New link",
    what: "For an invitation that ran out or a password that was forgotten.",
    button: "Make link",
    question: (name) => `Make a new link for ${name}?`,
    consequence: "It sets a new password, once, within 24 hours. A link made before stops working.",
    confirm: "Make link",
    method: "POST",
    path: (id) => `${userPath(id)}/invitation`,
    locksOut: false,
    makesLink: true,
  },
  {
    name: "Sign out everywhere",
    what: "Ends every session of theirs within 5 seconds; they can sign in again.",
    button: "Sign out",
    question: (name) => `Sign ${name} out everywhere?`,
    consequence: "Every browser in which they are signed in is refused within 5 seconds.",
    confirm: "Sign out",
    method: "DELETE",
    path: (id) => `/api/sessions?${new URLSearchParams({ user_id: id })}`,
    locksOut: true,
  },
  {
    name: "Disable",
    what: "They are signed out and may not sign in until it is taken back.",
    button: "Disable",
    question: (name) => `Disable ${name}?`,
    consequence: "They are refused within 5 seconds. What they did stays in the audit log.",
    confirm: "Disable",
    method: "PATCH",
    path: userPath,
    body: { disabled: true },
    locksOut: true,
    when: (user) => user.status !== "disabled",
  },
  {
    name: "Allow again",
    what: "They may sign in again with the password they had.",
    button: "Allow",
    question: (name) => `Let ${name} sign in again?`,
    consequence: "They have the role that they had.",
    confirm: "Allow",
    method: "PATCH",
    path: userPath,
    body: { disabled: false },
    locksOut: false,
    when: (user) => user.status === "disabled",
  },
  {
    name: "Remove",
    what: "Removes the operator for good. What they did stays in the audit log.",
    button: "Remove",
    question: (name) => `Remove ${name}?`,
    consequence: "They are refused within 5 seconds, and their name can be invited anew. This cannot be taken back.",
    confirm: "Remove",
    method: "DELETE",
    path: userPath,
    locksOut: true,
    isFinal: true,
  },
];
