import { keyferryApp } from "./app.ts";

keyferryApp();
