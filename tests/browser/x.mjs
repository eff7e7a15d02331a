import { start } from "./hub.mjs";
