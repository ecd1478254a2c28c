import "../../desk/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/screens.css";
import "./styles/contrast.css";
// First of all scripts: the disk answers while the others are evaluated.
import "./app/early";
import { render } from "preact";
import { assemble } from "./app/boot";
import { App } from "./views/App";

const root = document.getElementById("app");
if (root !== null) {
  const { model, actions, start } = assemble();
  void start();
  render(<App model={model} actions={actions} />, root);
}
