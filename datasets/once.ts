/** Tables that belong to a world, a specification or the like: made when they are first asked for, kept as long as it is. */
export function onceFor<Owner extends object, Table>(make: (owner: Owner) => Table): (owner: Owner) => Table {
  const made = new WeakMap<Owner, Table>();
  return (owner) => {
    const known = made.get(owner);
    if (known !== undefined) return known;
    const table = make(owner);
    made.set(owner, table);
    return table;
  };
}
