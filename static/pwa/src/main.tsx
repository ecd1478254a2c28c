import "../../desk/tokens.css";
import { render } from "preact";

const root = document.getElementById("app");
if (root !== null) render(<h1>Ljuspunkt</h1>, root);
