import { platformApp } from "./app.ts";

platformApp();
