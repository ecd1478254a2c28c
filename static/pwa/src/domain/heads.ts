export const GROUPS = ["girls", "boys", "other"] as const;
export const BANDS = ["10-12", "13-15", "16-19", "20-25"] as const;
export type Group = (typeof GROUPS)[number];
export type Band = (typeof BANDS)[number];

/** Head counts by sex and age band; never a name. A cell that is not there is nought. */
export type Heads = Readonly<Partial<Record<Group, Readonly<Partial<Record<Band, number>>>>>>;

export function setHeads(heads: Heads, group: Group, band: Band, count: number): Heads {
  const { [band]: _, ...others } = heads[group] ?? {};
  return { ...heads, [group]: count === 0 ? others : { ...others, [band]: count } };
}

/** All heads together; whatever is no head count is nobody. */
export function countHeads(heads: unknown): number {
  if (typeof heads !== "object" || heads === null) return 0;
  return Object.values(heads as Heads)
    .flatMap((bands) => Object.values(bands ?? {}))
    .reduce((sum, count) => sum + (count ?? 0), 0);
}
