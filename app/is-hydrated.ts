/**
 * The source of a function for the browser: whether React handles the events of an element. An element has a fiber as soon as React
 * begins to hydrate the part around it, and keeps it if React gives up. So the parts around it count too: none may still have to be placed
 * or hydrated (flags 2 and 4096). React decides by the same test whether it handles an event (`getNearestMountedFiber`).
 */
export const isHydratedSource = `element => {
  let fiber = element[Object.keys(element).find(key => key.startsWith('__reactFiber'))]
  if (!fiber) return false
  for (; fiber; fiber = fiber.return) if (!fiber.alternate && fiber.flags & 4098) return false
  return true
}`
