import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The file that `build` takes when it is in the working directory. */
export const deploymentFile = 'clearml.yaml'

/** The deployment file that the flag `--deployment` means in the directory `cwd`; `null` for none. */
export const deploymentOf = (flag: string | undefined, cwd: string): string | null => {
  if (flag !== undefined) return flag === 'none' ? null : flag
  return existsSync(join(cwd, deploymentFile)) ? deploymentFile : null
}
