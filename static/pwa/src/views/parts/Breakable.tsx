import { Fragment } from "preact";

/** A name that may break after a slash: "Moped/elsparkcykel" is wider than half a small phone. */
export function Breakable({ text }: { text: string }) {
  const parts = text.split("/");
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={part}>
          {part}
          {index < parts.length - 1 && "/"}
          {index < parts.length - 1 && <wbr />}
        </Fragment>
      ))}
    </>
  );
}
