import "../../desk/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/screens.css";
import "./styles/contrast.css";
import { render } from "preact";
import { assemble } from "./app/boot";
import { App } from "./views/App";

const root = document.getElementById("app");
if (root !== null) {
  const { model, actions, start } = assemble();
  // The disk is asked first: it answers while the page is drawn.
  void start();
  render(<App model={model} actions={actions} />, root);
}
