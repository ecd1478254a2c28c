import { BANDS, GROUPS, type Heads, setHeads } from "../domain/heads";
import { Stepper } from "./parts/Stepper";
import { useText } from "./parts/text";

const MAX_HEADS = 999;

interface HeadCountsProps {
  readonly heads: Heads;
  readonly onChange: (heads: Heads) => void;
}

/** How many came, by sex and age; numbers only, never names. */
export function HeadCounts({ heads, onChange }: HeadCountsProps) {
  const t = useText();
  return (
    <>
      {GROUPS.map((group) => (
        <fieldset class="heads" key={group}>
          <legend>{t(`activity.${group}`)}</legend>
          {BANDS.map((band) => (
            <Stepper
              key={band}
              label={t("activity.band", { band: band.replace("-", "–") })}
              value={heads[group]?.[band] ?? 0}
              max={MAX_HEADS}
              lessLabel={t("activity.less", { group: t(`activity.${group}`), band })}
              moreLabel={t("activity.more", { group: t(`activity.${group}`), band })}
              testId={`${group}-${band}`}
              onChange={(count) => onChange(setHeads(heads, group, band, count))}
            />
          ))}
        </fieldset>
      ))}
    </>
  );
}
