/** A source as if its configuration selected everything that its account may see. */
import type { SourceConfig } from '../config/sources/sources.js'

export function withoutFilters(source: SourceConfig): SourceConfig {
  switch (source.type) {
    case 'google': {
      const { groups: _, users: __, ...rest } = source
      return { ...rest, groupsFilter: [], usersFilter: [], includeUsers: 'all' }
    }
    case 'entra':
      return { ...source, groupsFilter: [], includeUsers: 'all' }
    case 'github':
      return { ...source, teams: [], ignoreTeams: [], ignoreUsers: [], includeUsers: 'all' }
    case 'file':
      return { ...source, includeUsers: 'all' }
  }
}
