import type { z } from "zod";
import type { invitationSchema, invitedUserSchema, userListSchema, userSchema } from "@/lib/access/user-schema";

/** An operator, as the API tells them. */
export type UserView = z.infer<typeof userSchema>;

/** An operator with the link that was just made for them. */
export type InvitedUser = z.infer<typeof invitedUserSchema>;

/** A page of operators. */
export type UserPage = z.infer<typeof userListSchema>;

/** The link by which an operator sets a password, as the API tells it. */
export type Invitation = z.infer<typeof invitationSchema>;

/** A link that was just made, and whom to hand it to. */
export interface NewLink {
  name: string;
  url: string;
}
