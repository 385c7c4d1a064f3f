/** What an operator runs, as root, to make the directories of the data below `base`: a line for each. */
import { directoryOf, ownerOf, type Values, volumes } from '../src/index.js'

export const installLines = (values: Values, base: string): ReadonlyArray<string> =>
  volumes
    .filter((of) => values[of].storage.existingClaim === null)
    .map((of) => {
      const { user, group } = ownerOf(values, of)
      return `  install -d -o ${user} -g ${group} -m 0770 ${directoryOf(values, of, base)}`
    })
