import { Type } from "typebox";

export const Code = (description: string) => Type.String({ pattern: "^[0-9*#]{1,16}$", description });

export const FeatureCodes = Type.Object(
  {
    forwardAlwaysOn: Type.Optional(Code("Forward all calls, dialled before the target")),
    forwardAlwaysOff: Type.Optional(Code("Stop forwarding all calls")),
    forwardBusyOn: Type.Optional(Code("Forward when busy, dialled before the target")),
    forwardBusyOff: Type.Optional(Code("Stop forwarding when busy")),
    forwardNoAnswerOn: Type.Optional(Code("Forward when nobody answers, dialled before the target")),
    forwardNoAnswerOff: Type.Optional(Code("Stop forwarding when nobody answers")),
    dndOn: Type.Optional(Code("Do not disturb on")),
    dndOff: Type.Optional(Code("Do not disturb off")),
    groupLogin: Type.Optional(Code("Log in to a call group, dialled before its number")),
    groupLogout: Type.Optional(Code("Log out of a call group, dialled before its number")),
    record: Type.Optional(Code("Record the call, dialled during it")),
    intercom: Type.Optional(Code("Call with automatic answer, dialled before the number")),
    park: Type.Optional(Code("Park the call")),
    parkRetrieve: Type.Optional(Code("Take a parked call back")),
  },
  {
    additionalProperties: false,
    description: "What the PBX understands: one PBX's *70 is another's *71, so nothing is assumed",
  },
);
