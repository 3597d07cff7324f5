/** The operator who is signed in, as the frame shows them. */
export interface ConsoleOperator {
  name: string;
  email: string;
  role: "admin" | "operator" | "viewer";
}
