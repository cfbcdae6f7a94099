/** The sign-in page: then on to the window's panel, or the dispatch board for those without a window. */

import { askToSignIn, Session } from "./session.js";

const session = new Session();
await askToSignIn(session);
location.replace(session.person.window ? "/window" : "/dispatch");
