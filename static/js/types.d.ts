// Types that several modules share. They are global, so that no module has to import them.

/** What the server sends and expects as JSON: the structs of chat/protocol/ and listings/updates/protocol.py. */
declare namespace Protocol {
  // chat/protocol/message.py

  interface Person {
    /** null once the account is deleted */
    id: number | null;
    name: string;
  }

  interface File {
    id: string;
    name: string;
    kind: "image" | "pdf";
    /** bytes */
    size: number;
    /** pixels, of an image */
    width: number | null;
    height: number | null;
    url: string;
    /** the URL of a smaller copy of an image */
    preview: string | null;
  }

  /** The message that another one replies to; `kind` is that of its first file. */
  interface Quote {
    id: number;
    seq: number;
    sender: Person;
    body: string;
    deleted: boolean;
    kind: File["kind"] | null;
  }

  /** The state of a listing. Rents are in cents; `draft`: it is not public. */
  interface Listing {
    id: number;
    status: "draft" | "published" | "pending" | "taken" | "expired";
    rent: number | null;
    rent_per_person: number | null;
  }

  interface ListingPreview extends Listing {
    url: string;
    title: string;
    photo: string | null;
  }

  interface Message {
    id: number;
    seq: number;
    version: number;
    nonce: string;
    sender: Person;
    body: string;
    sent_at: string;
    edited_at: string | null;
    deleted: boolean;
    /** the ids of the users by emoji */
    reactions: Record<string, number[]>;
    attachments: File[];
    reply_to: Quote | null;
    listing: ListingPreview | null;
  }

  // chat/protocol/outgoing.py

  /** A conversation's newest seq, how far the user has read it, and the version of its participants. */
  interface Position {
    seq: number;
    read: number;
    roster: number;
    muted: boolean;
  }

  interface Ready {
    type: "ready";
    user: number;
    versions: Record<string, number>;
    conversations: Record<string, Position>;
    online: number[];
    alerts: number;
  }

  interface Resumed {
    type: "resumed";
  }

  interface Ack {
    type: "ack";
    nonce: string;
    conversation: number;
    message: Message;
  }

  interface MessageFrame {
    type: "message";
    conversation: number;
    message: Message;
  }

  interface Read {
    type: "read";
    conversation: number;
    user: number;
    seq: number;
  }

  interface Typing {
    type: "typing";
    conversation: number;
    user: number;
  }

  interface Presence {
    type: "presence";
    user: number;
    online: boolean;
  }

  /** The user was invited, added (`member`) or removed, or the conversation has changed. */
  interface Conversation {
    type: "conversation";
    conversation:
      | ({ id: number; member: true; name: string; version: number } & Position)
      | ({
          id: number;
          member?: false;
          invited?: boolean;
          name?: string;
          version?: number;
          people?: (Person & { public_id: string })[];
        } & Partial<Position>);
  }

  interface Alert {
    type: "alert";
    count: number;
  }

  interface ListingFrame {
    type: "listing";
    listing: Listing;
  }

  interface Pong {
    type: "pong";
  }

  interface ErrorFrame {
    type: "error";
    code: "invalid" | "forbidden" | "not_found" | "too_long" | "rate_limited" | "unavailable";
    detail: string;
    nonce?: string | null;
    /** seconds */
    retry_after?: number;
  }

  type ChatFrame =
    | Ready
    | Resumed
    | Ack
    | MessageFrame
    | Read
    | Typing
    | Presence
    | Conversation
    | Alert
    | ListingFrame
    | Pong
    | ErrorFrame;

  // chat/protocol/incoming.py

  interface Send {
    type: "send";
    conversation: number;
    nonce: string;
    body: string;
    attachments?: string[];
    reply_to?: number;
  }

  type ChatRequest =
    | { type: "resume"; versions: Record<string, number> }
    | Send
    | { type: "edit"; conversation: number; message: number; body: string }
    | { type: "delete"; conversation: number; message: number }
    | { type: "react"; conversation: number; message: number; emoji: string; on: boolean }
    | { type: "read"; conversation: number; seq: number; nonce?: string }
    | { type: "typing"; conversation: number }
    | { type: "listings"; ids: number[] }
    | { type: "ping" };

  // listings/updates/protocol.py

  interface Watch {
    type: "watch";
    ids: number[];
    query: string | null;
    /** [status, rent] as the page shows them, by id */
    shown: Record<string, [string, number | null]>;
    /** the change-log entry at which the page was rendered */
    since: number | null;
  }

  interface NewListings {
    type: "new";
    count: number;
  }

  type ListingsFrame = ListingFrame | NewListings | ErrorFrame;

  // listings/views/photos.py

  interface Photo {
    id: number;
    url: string;
    position: number;
  }

  // listings/views/map.py

  /** A listing or, where there are many, their number. `rent`: the lowest for one person, in cents. */
  interface Pin {
    geometry: { coordinates: [longitude: number, latitude: number] };
    properties: ListingPin | Cluster;
  }

  interface ListingPin {
    count?: undefined;
    id: number;
    rent: number;
    title: string;
    summary: string;
    url: string;
    status: Listing["status"];
  }

  interface Cluster {
    count: number;
    rent: number;
  }

  interface Pins {
    features: Pin[];
    /** how many listings the counts are limited to, the newest, or null */
    newest: number | null;
    /** [west, south, east, north] of matches outside of the requested bounds */
    elsewhere: Bounds | null;
  }

  type Bounds = [west: number, south: number, east: number, north: number];
}

/** A frame of either socket, as the event of its type that the socket dispatches. */
type FrameType = (Protocol.ChatFrame | Protocol.ListingsFrame)["type"];
type Frame<Type> = Extract<Protocol.ChatFrame | Protocol.ListingsFrame, { type: Type }>;
type FrameEvent<Type extends FrameType> = Type extends unknown
  ? CustomEvent<Frame<Type>> & { readonly type: Type }
  : never;
type PlainEvent<Type extends string> = Event & { readonly type: Type; detail?: undefined };
type StateEvent = PlainEvent<"state">;

interface SocketEventTarget extends EventTarget {
  addEventListener<Type extends FrameType>(type: Type, listener: (event: FrameEvent<Type>) => void): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions | boolean,
  ): void;
}

/** What modules use of a ChatSocket. */
type FrameSocket = Pick<ChatSocket, "state" | "send" | "addEventListener">;

// Types of modules, for the comments of others: an import in a comment would look like a real one to
// the storage of static files.
type ChatComposer = import("./composer/chat-composer.js").ChatComposer;
type ChatSocket = import("./socket/chat-socket.js").ChatSocket;
type Draft = import("./composer/draft.js").Draft;
type Entry = import("./outbox/pending-messages.js").Entry;
type EntryEvent = import("./outbox/pending-messages.js").EntryEvent;
type MapPins = import("./map/map-pins.js").MapPins;
type MessageList = import("./messages/message-list.js").MessageList;
type Participants = import("./conversation/participants.js").Participants;
type PinPreview = import("./map/pin-preview.js").PinPreview;
type Scroller = import("./messages/scroller.js").Scroller;
type UploadRow<Uploaded extends Protocol.File | Protocol.Photo> =
  import("./upload/upload-row.js").UploadRow<Uploaded>;

/** The elements that modules find by their tags. */
interface HTMLElementTagNameMap {
  "attachment-picker": import("./composer/attachment-picker.js").AttachmentPicker;
  "chat-composer": ChatComposer;
  "local-time": import("./time/time-elements.js").LocalTime;
}

interface DocumentEventMap {
  "photo-added": CustomEvent<Protocol.Photo>;
}

/** A message that the user wants to edit. */
type EditedMessage = { id: number; body: string; hasFiles: boolean };

/** A message as it is rendered: one that is pending has no id, seq nor listing yet. */
type ShownMessage = Omit<Protocol.Message, "id" | "seq" | "sent_at" | "edited_at" | "listing"> &
  Partial<Pick<Protocol.Message, "id" | "seq" | "edited_at" | "listing">> & { sent_at: string | number };

/** The templates of a message and its parts. */
type MessageTemplates = Record<"message" | "photo" | "pdf" | "reaction", HTMLTemplateElement>;

/** A feature of static/map/ground.json. */
type GroundFeature = GeoJSON.Feature<
  GeoJSON.Point | GeoJSON.LineString | GeoJSON.MultiLineString | GeoJSON.Polygon,
  { kind: string; name?: string }
>;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** Of the events in https://htmx.org/events/, what the modules use. */
interface HtmxEventMap {
  "htmx:configRequest": CustomEvent<{
    path: string;
    parameters: Record<string, string>;
    triggeringEvent?: Event;
  }>;
  "htmx:beforeSwap": CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>;
  "htmx:afterRequest": CustomEvent<{ successful: boolean; requestConfig: { triggeringEvent?: Event } }>;
  "htmx:responseError": CustomEvent<{ xhr: XMLHttpRequest }>;
}
interface WindowEventMap extends HtmxEventMap {}
interface HTMLElementEventMap extends HtmxEventMap {}

/** https://htmx.org/api/ */
declare var htmx: {
  ajax(
    method: string,
    url: string,
    options: {
      source?: Element;
      target?: Element | string;
      select?: string;
      swap?: string;
      values?: Record<string, string>;
    },
  ): Promise<void>;
  process(element: Element): void;
  trigger(target: Element | string, event: string): void;
};

/** Defines the global L; the types of Leaflet's package declare it. */
declare module "*/js_lib_leaflet/leaflet.js";
