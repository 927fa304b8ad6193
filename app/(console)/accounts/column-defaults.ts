/** What fits a laptop's screen; the rest is one click away in the Columns menu. */
export const columnDefaults = { visibility: { channels: false, updated: false, id: false }, order: [] }
