import { z } from "zod";
import { auditListSchema, auditQuerySchema } from "../../access/audit-schema";
import {
  acceptanceSchema,
  invitationSchema,
  invitedUserSchema,
  newUserSchema,
  pageQuerySchema,
  passwordChangeSchema,
  sessionListSchema,
  sessionQuerySchema,
  setUpSchema,
  signedInSchema,
  signInSchema,
  userChangeSchema,
  userListSchema,
  userSchema,
} from "../../access/user-schema";
import { asJson, type Operation } from "./operation";

const access = "admin";
const problems = [401, 403, 429, 503];
const bodied = [400, 413, 415, 422];
const form = (schema: z.ZodType) => ({
  content: { ...asJson(schema), "application/x-www-form-urlencoded": schema },
  required: true,
});
const sentOn = { description: "A form's answer: on to the next page, or back with `?error=`." };

const users = "Operators";
const userOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/users", id: "listUsers", tag: users, access },
    summary: "List operators, oldest first.",
    query: pageQuerySchema,
    answers: { 200: { description: "A page of operators.", content: asJson(userListSchema) } },
    problems: [400, ...problems],
  },
  {
    ...{ method: "post", path: "/api/users", id: "createUser", tag: users, access },
    summary: "Add an operator, who sets a password by a link that is valid for 24 hours.",
    body: { content: asJson(newUserSchema), required: true },
    answers: {
      201: { description: "The operator and the link, shown this once.", content: asJson(invitedUserSchema) },
    },
    problems: [...problems, ...bodied, 409],
  },
  {
    ...{ method: "get", path: "/api/users/{user_id}", id: "getUser", tag: users, access },
    summary: "One operator.",
    answers: { 200: { description: "The operator.", content: asJson(userSchema) } },
    problems: [404, ...problems],
  },
  {
    ...{ method: "patch", path: "/api/users/{user_id}", id: "changeUser", tag: users, access },
    summary: "Change an operator's name or role, or disable them; it holds everywhere within 5 s.",
    body: { content: asJson(userChangeSchema), required: true },
    answers: { 200: { description: "The operator.", content: asJson(userSchema) } },
    problems: [404, ...problems, ...bodied, 409],
  },
  {
    ...{ method: "delete", path: "/api/users/{user_id}", id: "removeUser", tag: users, access },
    summary: "Remove an operator and end their sessions. The last administrator who can sign in stays.",
    answers: { 204: { description: "Removed." } },
    problems: [404, ...problems, 409],
  },
  {
    ...{ method: "post", path: "/api/users/{user_id}/invitation", id: "inviteUser", tag: users, access },
    summary: "Make a new link by which an operator sets a password; earlier ones are void.",
    answers: { 201: { description: "The link, shown this once.", content: asJson(invitationSchema) } },
    problems: [404, ...problems],
  },
];

const sessions = "Sessions";
const sessionOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/sessions", id: "listSessions", tag: sessions, access: "session" },
    summary: "List an operator's sessions, newest first: your own, or another's with `users.manage`.",
    query: sessionQuerySchema,
    answers: { 200: { description: "The sessions.", content: asJson(sessionListSchema) } },
    problems: [400, ...problems],
  },
  {
    ...{ method: "delete", path: "/api/sessions", id: "endSessions", tag: sessions, access: "session" },
    summary: "End your own other sessions, or all those of another operator; they are refused everywhere within 5 s.",
    query: sessionQuerySchema,
    answers: {
      200: { description: "How many were ended.", content: asJson(z.object({ ended: z.number().int() })) },
    },
    problems: [400, ...problems],
  },
  {
    ...{ method: "delete", path: "/api/sessions/{session_id}", id: "endSession", tag: sessions, access: "session" },
    summary: "End a session; it is refused everywhere within 5 s.",
    answers: { 204: { description: "Ended." } },
    problems: [404, ...problems],
  },
  {
    ...{ method: "post", path: "/api/auth/password", id: "changePassword", tag: sessions, access: "session" },
    summary: "Change your own password and end your other sessions.",
    body: { content: asJson(passwordChangeSchema), required: true },
    answers: { 204: { description: "Changed." } },
    problems: [...problems, ...bodied, 409],
  },
];

const signingIn = "Sign-in";
const signInOperations: Operation[] = [
  {
    ...{ method: "post", path: "/api/auth/sign-in", id: "signIn", tag: signingIn, access: "anyone" },
    summary: "Sign in by password.",
    body: form(signInSchema),
    answers: { 200: { description: "The cookie is the session.", content: asJson(signedInSchema) }, 303: sentOn },
    problems: [...problems, ...bodied],
  },
  {
    ...{ method: "post", path: "/api/auth/set-up", id: "setUp", tag: signingIn, access: "anyone" },
    summary: "Make the first administrator by the one-time token.",
    body: form(setUpSchema),
    answers: { 200: { description: "The cookie is the session.", content: asJson(signedInSchema) }, 303: sentOn },
    problems: [403, 429, 503, ...bodied, 409],
  },
  {
    ...{ method: "post", path: "/api/auth/invitation", id: "acceptInvitation", tag: signingIn, access: "anyone" },
    summary: "Set the password that an invitation is for, and sign in.",
    body: form(acceptanceSchema),
    answers: { 200: { description: "The cookie is the session.", content: asJson(signedInSchema) }, 303: sentOn },
    problems: [403, 429, 503, ...bodied, 410],
  },
  {
    ...{ method: "post", path: "/sign-out", id: "signOut", tag: signingIn, access: "anyone" },
    summary: "End the session of this browser.",
    answers: { 303: { description: "To the sign-in; the cookie is taken back." } },
    problems: [403, 503],
  },
  {
    ...{ method: "get", path: "/api/auth/oidc", id: "beginOidc", tag: signingIn, access: "anyone" },
    summary: "Sign in by the OpenID provider.",
    query: z.object({ next: z.string().optional().describe("The page of ours to go to afterwards.") }),
    answers: { 303: { description: "To the provider." } },
    problems: [404, 503],
  },
  {
    ...{ method: "get", path: "/api/auth/callback/oidc", id: "endOidc", tag: signingIn, access: "anyone" },
    summary: "Where the OpenID provider sends the browser back to.",
    answers: { 303: { description: "Signed in, or back to the sign-in with `?error=`." } },
    problems: [404, 503],
  },
];

const auditOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/audit", id: "listAudit", tag: "Audit log", access },
    summary: "List every change and every sign-in, done or refused, newest first.",
    query: auditQuerySchema,
    answers: { 200: { description: "A page of entries.", content: asJson(auditListSchema) } },
    problems: [400, ...problems],
  },
];

export const accessOperations: Operation[] = [
  ...signInOperations,
  ...userOperations,
  ...sessionOperations,
  ...auditOperations,
];
