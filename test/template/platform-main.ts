import { platformApp } from "./platform-app.ts";

platformApp();
