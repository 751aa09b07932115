/** A version of an operator's template that was taken into use. */
export type TemplateVersion = {
  template: string;
  /** From 1. The highest one is in use. */
  version: number;
  /** Null: the operator's was taken away, and the shipped one came into use. */
  text: string | null;
  /** A member of staff, or what put it on disk. */
  author: string;
  createdAt: number;
};

export type TemplateStore = {
  /** Takes a text into use. Old versions go beyond a hundred. */
  addTemplateVersion(version: Pick<TemplateVersion, "template" | "text" | "author">): Promise<TemplateVersion>;
  /** The newest first. */
  listTemplateVersions(template: string): Promise<TemplateVersion[]>;
  /** The newest version of each template that the operator ever had. */
  listTemplatesInUse(): Promise<TemplateVersion[]>;
};
