import type { SignedInUser } from "../sync/wire";

const PATROL_ROLES = ["officer", "supervisor"];
const ACTIVITY_ROLES = ["youth_worker", "coordinator", "organiser"];

/** What a person's roles let them record on the phone; the server decides again. */
export interface Abilities {
  readonly patrols: boolean;
  readonly activities: boolean;
  /** The area that a patrol is begun in. */
  readonly patrolAreaId: string | null;
}

export function readAbilities(user: SignedInUser): Abilities {
  const patrolMembership = user.memberships.find((membership) => PATROL_ROLES.includes(membership.role));
  return {
    patrols: patrolMembership !== undefined,
    activities: user.memberships.some((membership) => ACTIVITY_ROLES.includes(membership.role)),
    patrolAreaId: patrolMembership?.area_id ?? null,
  };
}
