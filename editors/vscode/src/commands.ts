// The commands that the server's code lenses name, in terms of VS Code's own. Knows nothing of VS Code.

/** A position of the protocol. */
export interface Position {
  line: number;
  character: number;
}

/** A place of the protocol. */
export interface Place {
  uri: string;
  range: { start: Position; end: Position };
}

/** Makes the editor's values. */
export interface Makers<Uri, Spot, Location> {
  uri(text: string): Uri;
  position(position: Position): Spot;
  location(place: Place): Location;
}

/** The arguments of `editor.action.showReferences` for those of `rowi.showReferences`. */
export function references<Uri, Spot, Location>(
  makers: Makers<Uri, Spot, Location>,
  uri: string,
  position: Position,
  places: Place[],
): [Uri, Spot, Location[]] {
  return [makers.uri(uri), makers.position(position), places.map((place) => makers.location(place))];
}

/** The kind of code action that `rowi.upgrade` stands for. */
export const UPGRADE_KIND = "source.upgrade.rowi";
