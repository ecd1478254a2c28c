import { useMemo, useRef, useState } from "preact/hooks";
import type { OpenForm } from "../app/actions";
import { selectLog, selectPosition } from "../app/select";
import type { AppState } from "../app/state";
import { type Held, blockOf, holdOrder, keepOrder, rankCategories } from "../domain/categories";
import type { Category } from "../domain/pulled";
import { formatClock, formatMoment } from "../time/format";
import { fromLocalInput, toLocalInput } from "../time/stamp";
import { atPlace } from "../domain/position";
import { PositionLine } from "./PositionLine";
import { PlaceSelect } from "./fields";
import { Breakable } from "./parts/Breakable";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { Icon, categoryGlyph } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const MOST_USED = 6;
const GROUPS = ["social", "fysisk", "trafik", "trygghet"];
const FORM = "new";

/** One tap on a category saves; everything else has been filled in, or can be added afterwards. */
export function NewObservation({ state, actions }: ScreenProps) {
  const t = useText();
  const [form] = useState<OpenForm>(() => actions.openForm(FORM));
  const kept = form.values?.occurred;
  const [occurred, setOccurred] = useState<string | null>(typeof kept === "string" ? kept : null);
  const keptPlace = form.values?.place;
  const [placeId, setPlaceId] = useState<string | null>(typeof keptPlace === "string" ? keptPlace : null);
  const [busy, setBusy] = useState(false);
  const found = selectPosition(state);
  const place = found.basis === "fix" ? null : (state.pulled.places.find((known) => known.id === placeId) ?? null);
  const position = place === null ? found : atPlace(place);
  const occurredMs = occurred === null ? null : fromLocalInput(occurred);
  const ranked = useOrder(state, position.place_id, occurredMs, placeId ?? "");
  const isFuture = occurredMs !== null && occurredMs > state.nowMs + 60_000;

  const save = async (category: Category) => {
    if (busy || isFuture) return;
    setBusy(true);
    const saved = await actions.saveObservation(form, category.code, { occurredMs, place });
    if (!saved) setBusy(false);
  };
  const changeTime = (value: string | null) => {
    setOccurred(value);
    actions.changeForm(FORM, form, { occurred: value, place: placeId });
  };
  const changePlace = (value: string | null) => {
    setPlaceId(value);
    actions.changeForm(FORM, form, { occurred, place: value });
  };
  const leave = () => {
    actions.closeForm(FORM);
    actions.back();
  };

  const rest = ranked.slice(MOST_USED);
  const groups = [...GROUPS, "other"].map((group) => ({
    group,
    categories: rest.filter((category) => (GROUPS.includes(category.group) ? category.group : "other") === group),
  }));
  return (
    <section class="screen">
      <Header title={t("new.title")} onBack={leave} />
      <PositionLine position={position} places={state.pulled.places} gps={state.gps} />
      {found.basis !== "fix" && <PlaceSelect places={state.pulled.places} value={placeId} onChange={changePlace} />}
      <div class="facts">
        {occurred === null ? (
          <p>
            <Icon name="waiting" />
            <span class="grow">{t("new.now", { time: formatClock(state.nowMs) })}</span>
            <button
              type="button"
              class="button quiet small"
              onClick={() => changeTime(toLocalInput(state.nowMs))}
              data-testid="change-time"
            >
              {t("new.change_time")}
            </button>
          </p>
        ) : (
          <div class="field">
            <label for="occurred">{t("new.time")}</label>
            <input
              id="occurred"
              type="datetime-local"
              value={occurred}
              aria-invalid={isFuture}
              aria-describedby="occurred-said"
              data-testid="occurred-at"
              onInput={(event) => changeTime(event.currentTarget.value)}
            />
            <p class={isFuture ? "error" : "hint"} id="occurred-said" role="status">
              {isFuture
                ? t("edit.error.future")
                : occurredMs === null
                  ? t("new.now", { time: formatClock(state.nowMs) })
                  : formatMoment(occurredMs, t.locale, state.nowMs)}
            </p>
            <button type="button" class="button quiet small" onClick={() => changeTime(null)}>
              {t("new.use_now")}
            </button>
          </div>
        )}
      </div>
      {ranked.length === 0 ? (
        <Empty icon="category" title={t("new.title")} text={t("new.no_categories")}>
          <button type="button" class="button" onClick={actions.syncNow}>
            <Icon name="sync" />
            {t("sync.now")}
          </button>
        </Empty>
      ) : (
        <>
          <p class="hint">{t("new.lead")}</p>
          <CategoryGrid title={t("new.common")} categories={ranked.slice(0, MOST_USED)} busy={busy} onChoose={save} />
          {groups.map(
            ({ group, categories }) =>
              categories.length > 0 && (
                <CategoryGrid
                  key={group}
                  title={t.maybe(`group.${group}`) ?? group}
                  categories={categories}
                  busy={busy}
                  onChoose={save}
                />
              ),
          )}
        </>
      )}
    </section>
  );
}

/** The categories by what is used at that place in that part of the day; once shown, they stay where they are. */
function useOrder(state: AppState, placeId: string | null, occurredMs: number | null, chosen: string): Category[] {
  const { categories, hotspots, records } = state.pulled;
  const [openedMs] = useState(state.nowMs);
  const held = useRef<Held | null>(null);
  const log = selectLog(state);
  const atMs = occurredMs ?? openedMs;
  const ranked = useMemo(
    () => rankCategories(categories, { log, records, hotspots, placeId, atMs }),
    [categories, log, records, hotspots, placeId, atMs],
  );
  const part = occurredMs === null ? "now" : blockOf(occurredMs);
  held.current = holdOrder(held.current, ranked, `${chosen} ${part}`, state.nowMs);
  return keepOrder(held.current.codes, ranked);
}

type Shown = Pick<Category, "code" | "name"> & { readonly description?: Category["description"] };

interface CategoryGridProps<C extends Shown> {
  readonly title: string;
  readonly categories: readonly C[];
  readonly busy: boolean;
  readonly onChoose: (category: C) => void;
}

export function CategoryGrid<C extends Shown>({ title, categories, busy, onChoose }: CategoryGridProps<C>) {
  const t = useText();
  return (
    <section>
      <h2 class="group-title">{title}</h2>
      <div class="category-grid">
        {categories.map((category) => (
          <button
            type="button"
            class="category"
            key={category.code}
            disabled={busy}
            title={category.description?.[t.locale] ?? ""}
            data-testid={`category-${category.code}`}
            onClick={() => onChoose(category)}
          >
            <Icon name={categoryGlyph(category.code)} />
            <span>
              <Breakable text={category.name[t.locale]} />
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
