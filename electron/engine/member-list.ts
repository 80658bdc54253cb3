import type { InnerMember } from '../../shared/inner-archive.ts'

/** Members that are listed. */
export const MOST_MEMBERS = 20_000
/** Characters of all names that are listed. */
const MOST_NAMES = 4 * 1024 * 1024

/** Members in the order of the archive, up to a bound. */
export class MemberList {
  readonly members: InnerMember[] = []
  more = false
  #characters = 0

  /** false where no more are wanted. */
  add(member: InnerMember): boolean {
    this.#characters += member.name.length + (member.link?.length ?? 0)
    this.more = this.members.length >= MOST_MEMBERS || this.#characters > MOST_NAMES
    if (!this.more) this.members.push(member)
    return !this.more
  }

  /** Says of the member that was added last what its content is. */
  tellContent(member: InnerMember, content: string): void {
    if (this.members.at(-1) === member) this.members[this.members.length - 1] = { ...member, content }
  }
}
