/** What an operator runs, as root, to make the directories of the data below `base`: a line for each. */
import { type Config, directoryOf, ownerOf, parts, type Values } from '../src/index.js'

/** The first of the groups that own the data is stronger than the component's own: that is the one that pods have for sure. */
export const installLines = (values: Values, config: Config, base: string): ReadonlyArray<string> =>
  parts
    .volumesInside(values)
    .filter((of) => values[of].storage.existingClaim === null)
    .map((of) => {
      const { user, group } = ownerOf(values, of)
      const owner = config.supplementalGroups[0] ?? group
      return `  install -d -o ${user} -g ${owner} -m 0770 ${directoryOf(values, of, base)}`
    })
